import { describe, expect, it } from 'vitest'
import { isOver, positionOf, type Goal } from '../../src/submission/process/task.ts'

const goal: Goal = { sign: true, from: 'Task_1' }
const at = (elementId: string, altinnTaskType: string, status?: string) => ({
  currentTask: { elementId, altinnTaskType },
  ...(status === undefined ? {} : { workflow: { status } }),
})

describe('the position of a message', () => {
  it.each([
    ['its form', at('Task_1', 'data'), { kind: 'task', task: 'Task_1' }],
    ['a later form', at('Task_3', 'data'), { kind: 'left' }],
    ['a confirmation', at('T', 'confirmation'), { kind: 'task', task: 'T', action: 'confirm' }],
    ['a signature', at('T', 'signing'), { kind: 'task', task: 'T', action: 'sign' }],
    ['a payment', at('T', 'payment'), { kind: 'payment' }],
    ['an answer of its owner', at('T', 'feedback'), { kind: 'left' }],
    ['a task of the app’s own', at('T', 'fiksArkiv'), { kind: 'left' }],
    ['no task yet', {}, { kind: 'atWork' }],
    ['its end', { ended: '2026-11-30T10:00:00Z' }, { kind: 'ended' }],
    ['its form, while the engine works', at('Task_1', 'data', 'processing'), { kind: 'atWork' }],
    ['its form, after the engine failed', at('Task_1', 'data', 'failed'), { kind: 'atWork' }],
    ['a service while the engine works', at('T', 'pdf', 'processing'), { kind: 'left' }],
  ])('is told by its task: %s', (_, process, position) => {
    expect(positionOf(process, goal)).toEqual(position)
  })

  it('is left to people where the caller does not sign', () => {
    expect(positionOf(at('T', 'signing'), { ...goal, sign: false })).toEqual({ kind: 'left' })
  })

  it('is left to people in tasks that the services file does not name', () => {
    const steps = { T: 'confirm' } as const
    expect(positionOf(at('T', 'confirmation'), { ...goal, steps })).toMatchObject({ kind: 'task' })
    expect(positionOf(at('U', 'confirmation'), { ...goal, steps })).toEqual({ kind: 'left' })
    expect(positionOf(at('T', 'signing'), { ...goal, steps })).toEqual({ kind: 'left' })
  })
})

describe('a message that is found again', () => {
  it('is over where nothing is left for its caller', () => {
    const instance = { id: '1/a', org: '', appId: '', created: '', lastChanged: '' }
    const owner = { instanceOwner: { partyId: '1' } }
    const of = (process: object) => isOver({ ...instance, ...owner, process }, goal)
    expect(of(at('Task_1', 'data'))).toBe(false)
    expect(of(at('T', 'signing'))).toBe(false)
    expect(of(at('T', 'feedback'))).toBe(true)
  })
})
