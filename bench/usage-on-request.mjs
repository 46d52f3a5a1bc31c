// Loaded into a measured process with --import: answers each message with what was used so far.
process.on('message', () => process.send({ ...process.cpuUsage(), ...process.memoryUsage() }))
// A bench that was killed leaves nothing running.
process.on('disconnect', () => process.exit())
