import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { builtMain } from '../../support/built.ts'
import { isLongRun } from '../../support/long-run.ts'

const run = promisify(execFile)
const root = new URL('../../../', import.meta.url).pathname

it.skipIf(!isLongRun)(
  'loses no request when two gateways behind a balancer are restarted in turn',
  async () => {
    await builtMain()
    const bench = ['bench/run.mjs', '--only', 'restarts', '--short', '--json']
    const { stdout } = await run(process.execPath, bench, { cwd: root, timeout: 90_000 })
    const measured = JSON.parse(stdout.slice(stdout.indexOf('{'))) as Record<string, unknown>
    expect(measured).toMatchObject({ failures: {} })
    expect(measured.restarts).toBeGreaterThanOrEqual(2)
    expect(measured.requests).toBeGreaterThanOrEqual(2_000)
  },
  120_000,
)
