// Loaded into a measured process with --import: answers each message with what was used so far.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

process.on('message', (what) => {
  // So that what is counted is what is still held.
  if (what === 'heap') collectGarbage()
  process.send({ ...process.cpuUsage(), ...process.memoryUsage() })
})
// A bench that was killed leaves nothing running.
process.on('disconnect', () => process.exit())

function collectGarbage() {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}
