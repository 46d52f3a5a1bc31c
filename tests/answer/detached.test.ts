import { expect, it } from 'vitest'
import type { Backends } from '../../src/answer/backends.ts'
import { detaching } from '../../src/answer/detached.ts'
import type { RequestContext } from '../../src/answer/request-context.ts'
import { createOpenSubmissions } from '../../src/operate/open-submissions.ts'
import { createLogger } from '../../src/runtime/log.ts'
import { toRefusal } from '../../src/submission/accept/accept.ts'
import { LateRefusal } from '../../src/submission/draft/late-refusal.ts'
import type { Ports } from '../../src/translation.ts'

/** What the log says of work that ends after its caller has left. */
async function loggedOf(end: () => Promise<unknown>): Promise<unknown> {
  const lines: string[] = []
  let leave: ((isWhole: boolean) => void) | undefined
  const context = {
    calls: { answerBy: performance.now() + 60_000 },
    caller: { connection: { onEnd: (end: (isWhole: boolean) => void) => void (leave = end) } },
    entry: { requestId: 'one', endpoint: 'end-user/messages/create-message' },
  } as unknown as RequestContext
  const backends = {
    ...{ waitFor: () => undefined, openSubmissions: createOpenSubmissions({ now: () => 0 }) },
    log: createLogger('info', { write: (line) => void lines.push(line) }),
  } as unknown as Backends
  let goOn = (): void => undefined
  const going = new Promise<void>((resolve) => (goOn = resolve))
  const detached = detaching(context, backends, () => ({}) as Ports)
  const answer = detached(() => going.then(end))
  leave?.(false)
  await expect(answer).rejects.toMatchObject({ code: 'ALTINN3_SILENT' })
  goOn()
  await expect.poll(() => lines).toHaveLength(1)
  return JSON.parse(lines[0] ?? '')
}

it('names in the log that a part was refused after its caller had left', async () => {
  const refused = new LateRefusal({ fileName: 'a.txt' }, ['Infected'])
  expect(await loggedOf(() => Promise.reject(refused))).toMatchObject({ error: 'PART_REFUSED' })
})

it('names in the log with what a caller that had left would have been refused', async () => {
  const refusal = toRefusal({ refused: { errors: [], warnings: [] } })
  expect(await loggedOf(() => Promise.resolve(refusal))).toMatchObject({
    ...{ msg: 'work without a caller has ended', status: 400, error: 'VALIDATION_FAILED' },
  })
})
