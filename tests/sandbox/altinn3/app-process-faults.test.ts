import { describe, expect, it } from 'vitest'
import { processesOn, task } from './app-processes.ts'
import { read, startBench } from './storage-shared.ts'
import type { NextWorkflow } from '../../../sandbox/altinn3/storage/flow.ts'

const bench = startBench()
const { call, row, storage } = bench
const { begin, next, state, written } = processesOn(bench)
const taskOf = (guid: string) => row(guid).instance.process?.currentTask?.elementId
const modes = () => storage().modes.process
const minute = 60_000

describe('the lock of an instance', () => {
  // InstanceLockController.cs; HandlePlatformHttpException: `Conflict()`
  it('is a 409 in ASP.NET’s own words, from version 8.11 on, and after the rights', async () => {
    const { guid, path } = await begin('ttd/prove-enkel')
    storage().modes.locked.add(guid)
    const answer = await next(path)
    expect(answer.status).toBe(409)
    expect(read(answer)).toEqual({
      type: 'https://tools.ietf.org/html/rfc9110#section-15.5.10',
      title: 'Conflict',
      status: 409,
      traceId: expect.any(String) as string,
    })
    expect((await next(path, 'fly')).status).toBe(403)
    storage().nugetVersions['ttd/prove-enkel'] = '8.10.5.1'
    expect((await next(path)).status).toBe(200)
  })

  // InstanceLocker.cs
  it.each(['before move', 'in service task', 'after move'] as const)(
    'lasts five minutes when the app dies %s',
    async (place) => {
      let now = Date.now()
      storage().modes.now = () => now
      const { guid, path } = await begin('ttd/tjeneste')
      modes().dies = place
      await expect(next(path)).rejects.toThrow()
      expect(taskOf(guid)).toBe(place === 'before move' ? 'Task_1' : 'Task_9')
      now += 5 * minute - 1
      expect((await next(path)).status).toBe(409)
      now += 1
      expect((await next(path)).status).toBe(200)
      const runs = written().filter((one) => one.startsWith('service'))
      expect(runs).toHaveLength(place === 'in service task' ? 2 : 1)
    },
  )
})

describe('a fault of a move', () => {
  const on = /PUT .*\/process\/next$/

  it('befalls the call before its effect or after it', async () => {
    const { guid, path } = await begin('ttd/bekreft')
    storage().faults.push({ kind: 'drop', on, times: 1 })
    await expect(next(path)).rejects.toThrow()
    expect(taskOf(guid)).toBe('Task_1')
    storage().faults.push({ kind: 'drop', on, times: 1, after: true })
    await expect(next(path)).rejects.toThrow()
    expect(taskOf(guid)).toBe('Task_3')
  })

  // ProcessEventDispatcher.cs passes CancellationToken.None
  it('comes late: no answer, the lock is held, and the effect is seen after some looks', async () => {
    const { guid, path, inStorage } = await begin('ttd/prove-enkel')
    modes().lateMoves = { looks: 2 }
    // Its connection stays open until the stand-in is closed.
    void next(path).catch(() => undefined)
    await expect.poll(() => storage().pendingMoves.has(guid)).toBe(true)
    expect((await next(path)).status).toBe(409)
    expect(await state(path)).toMatchObject({ currentTask: { elementId: 'Task_1' } })
    expect(read(await call(inStorage))).toMatchObject({ status: { isArchived: true } })
    expect(written().filter((one) => one === 'instance archived')).toHaveLength(1)
    expect(row(guid).instance.process?.ended).toBeDefined()
  })

  it('comes late and ends with the app’s death: nothing has moved, and the lock stays', async () => {
    const { guid, path } = await begin('ttd/prove-enkel')
    Object.assign(modes(), { lateMoves: {}, dies: 'before move' })
    void next(path).catch(() => undefined)
    await expect.poll(() => storage().pendingMoves.has(guid)).toBe(true)
    expect(await state(path)).toMatchObject({ currentTask: { elementId: 'Task_1' } })
    expect((await next(path)).status).toBe(409)
  })
})

const flow = [task('Task_1', 'data'), task('Task_9', 'eFormidling', { isServiceTask: true })]

async function beginNewest(kind?: NextWorkflow) {
  modes().flows.set('ttd/prove-ny', flow)
  if (kind !== undefined) modes().workflow = { kind, times: 1 }
  return begin('ttd/prove-ny')
}

const title = 'Something went wrong while moving to the next task.'

describe('a move of an app of version 9', () => {
  it('runs its service task and is idle', async () => {
    const { path } = await beginNewest()
    expect(read(await next(path))).toMatchObject({
      endEvent: 'EndEvent_1',
      workflow: { status: 'idle' },
    })
    // No PDF by itself: MetadataDeprecationUtils.cs
    expect(written()).toEqual([
      'process moved Task_9',
      'service task run Task_9',
      'process moved EndEvent_1',
      'instance archived',
    ])
  })

  // WorkflowEngineService.cs: a chain that waits is released as a success
  it('is a 200 though it is parked, refuses the next move until then, and ends by itself', async () => {
    const { guid, path } = await beginNewest('parked')
    expect(read(await next(path))).toMatchObject({
      currentTask: { elementId: 'Task_9' },
      workflow: {
        ...{ status: 'processing', targetTask: 'Task_9', waitingReason: 'Venter på kvittering' },
      },
    })
    const refused = await next(path)
    expect(refused.status).toBe(409)
    expect(read(refused)).toEqual({
      title: 'Task is still being processed.',
      status: 409,
      detail: expect.any(String) as string,
      processNextState: 'retrying',
      validationIssues: null,
    })
    expect(await state(path)).toMatchObject({ workflow: { status: 'processing' } })
    expect(await state(path)).toMatchObject({ endEvent: 'EndEvent_1' })
    expect(row(guid).instance.status.isArchived).toBe(true)
  })

  // GetResultForError: WorkflowFailureKind.Timeout
  it.each([
    ['timedOut', 'Task_1', undefined],
    ['timedOutChanged', 'Task_9', true],
  ] as const)('is a 504 when it has %s', async (kind, elementId, processStateChanged) => {
    const { guid, path } = await beginNewest(kind)
    const answer = await next(path)
    expect(answer.status).toBe(504)
    const body = read(answer) as Record<string, unknown>
    expect(body).toMatchObject({ title, status: 504, workflowFailure: { kind: 'timeout' } })
    expect(body.processStateChanged).toBe(processStateChanged)
    expect(taskOf(guid)).toBe(elementId)
    await state(path)
    await state(path)
    expect(await state(path)).toMatchObject({ endEvent: 'EndEvent_1' })
    expect(written().filter((one) => one.startsWith('service'))).toHaveLength(1)
  })

  // ProcessController.ResumeCurrentTask
  it.each(['failed', 'failedChanged'] as const)('has %s: it must be resumed', async (kind) => {
    const { path } = await beginNewest(kind)
    const answer = await next(path)
    expect(answer.status).toBe(500)
    expect(read(answer)).toMatchObject({
      title,
      workflowFailure: { kind: 'stepFailed', retryAction: 'resumeWorkflow' },
      ...(kind === 'failed' ? {} : { processStateChanged: true }),
    })
    expect(await state(path)).toMatchObject({
      workflow: { status: 'failed', failure: { kind: 'stepFailed' } },
    })
    expect(read(await next(path))).toMatchObject({
      ...{ status: 409, processNextState: 'resumeRequired' },
    })
    const resume = `${path}/process/resume`
    expect(read(await call(resume, { method: 'POST' }))).toMatchObject({ endEvent: 'EndEvent_1' })
  })

  it('is resumed only where something has failed', async () => {
    const { path } = await beginNewest()
    expect(read(await call(`${path}/process/resume`, { method: 'POST' }))).toMatchObject({
      ...{ status: 409, title: 'Task does not need to be resumed.' },
    })
  })

  it('stays at a service task that fails, which resuming runs again', async () => {
    const { path } = await beginNewest()
    modes().serviceTaskFails = 1
    expect(read(await next(path))).toMatchObject({
      ...{ status: 500, processStateChanged: true },
      processState: { currentTask: { elementId: 'Task_9' } },
    })
    await call(`${path}/process/resume`, { method: 'POST' })
    expect(written().filter((one) => one.startsWith('service'))).toHaveLength(2)
  })

  // WorkflowSubmissionFailedException
  it.each([
    ['notSubmitted', false],
    ['submissionUnknown', true],
  ] as const)('is a 500 without a workflow when it is %s', async (kind, ends) => {
    const { guid, path } = await beginNewest(kind)
    expect(read(await next(path))).toMatchObject({ status: 500, title: 'Process next failed.' })
    await state(path)
    await state(path)
    await state(path)
    expect(row(guid).instance.status.isArchived).toBe(ends)
  })
})
