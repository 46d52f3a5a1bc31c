import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** So that what is counted afterwards is what is still held. */
export function collectGarbage(): void {
  collect()
}
