// Loaded into a measured process with --import: answers each message with the CPU time used so far.
process.on('message', () => process.send(process.cpuUsage()))
