import { expect, it } from 'vitest'
import { submit } from '../../src/submission/process/submit.ts'
import type { Ports, SubmissionNames } from '../../src/translation.ts'
import { fakePorts, instanceOf } from '../support/draft-ports.ts'

it('notes each task before it is ended', async () => {
  const tasks = [
    { elementId: 'Task_1', altinnTaskType: 'data' },
    { elementId: 'Task_2', altinnTaskType: 'confirmation' },
  ]
  const seen: (SubmissionNames | string)[] = []
  const { ports: fake } = fakePorts(({ name }) => {
    if (name === 'storage/get-instance') return instanceOf([])
    if (name === 'apps/move-process') seen.push(`ended ${tasks.shift()?.elementId}`)
    return tasks[0] === undefined ? { ended: '2026-12-01T00:00:00Z' } : { currentTask: tasks[0] }
  })
  const ports: Ports = { ...fake, noteSubmission: (names) => void seen.push(names) }
  const goal = { sign: true, from: 'Task_1' }
  await submit(instanceOf([]), { goal, language: 'nb' }, ports).catch(() => undefined)
  expect(seen).toEqual([
    { step: 'sending', task: 'Task_1' },
    'ended Task_1',
    { step: 'sending', task: 'Task_2' },
    'ended Task_2',
  ])
})
