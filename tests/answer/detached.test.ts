import { expect, it } from 'vitest'
import type { Backends } from '../../src/answer/backends.ts'
import { detaching } from '../../src/answer/detached.ts'
import type { RequestContext } from '../../src/answer/request-context.ts'
import { createOpenSubmissions } from '../../src/operate/open-submissions.ts'
import { createLogger } from '../../src/runtime/log.ts'
import { LateRefusal } from '../../src/submission/draft/late-refusal.ts'
import type { Ports } from '../../src/translation.ts'

it('names in the log that a part was refused after its caller had left', async () => {
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
  let refuse = (): void => undefined
  const refused = new Promise<never>((_resolve, reject) => {
    refuse = () => reject(new LateRefusal({ fileName: 'a.txt' }, ['Infected']))
  })
  const detached = detaching(context, backends, () => ({}) as Ports)
  const answer = detached(() => refused)
  leave?.(false)
  await expect(answer).rejects.toMatchObject({ code: 'ALTINN3_SILENT' })
  refuse()
  await expect.poll(() => lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ error: 'PART_REFUSED' })
})
