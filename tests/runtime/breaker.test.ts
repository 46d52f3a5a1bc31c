import { beforeEach, describe, expect, it } from 'vitest'
import { Breaker } from '../../src/runtime/breaker.ts'

let now: number
let breaker: Breaker
beforeEach(() => {
  now = 0
  breaker = new Breaker(() => now)
})

function call(owner: string, outcome: 'succeed' | 'fail'): boolean {
  const passage = breaker.enter(owner)
  passage?.[outcome]()
  return passage !== undefined
}

function fail(times: number, owner = 'A'): void {
  for (let time = 0; time < times; time += 1) call(owner, 'fail')
}

describe('a breaker', () => {
  it('opens at the fifth failure where no call succeeds', () => {
    fail(4)
    expect(breaker.state).toBe('closed')
    fail(1)
    expect(breaker.state).toBe('open')
    expect(call('A', 'fail')).toBe(false)
  })

  it('stays closed for one owner’s failures while the calls of others succeed', () => {
    for (const owner of ['B', 'C']) call(owner, 'succeed')
    fail(1_000)
    expect(breaker.state).toBe('closed')
  })

  it('opens when most owners fail, however few their calls are', () => {
    call('A', 'succeed')
    for (const owner of ['B', 'C', 'D', 'E', 'F']) call(owner, 'fail')
    expect(breaker.state).toBe('open')
  })

  it('lets one call a second pass while it is open', () => {
    fail(5)
    expect([call('A', 'fail'), call('A', 'fail')]).toEqual([false, false])
    now += 1_000
    expect(breaker.state).toBe('half-open')
    expect([call('A', 'fail'), call('A', 'fail')]).toEqual([true, false])
    now += 1_000
    expect(call('A', 'fail')).toBe(true)
  })

  it('lets one call of an owner pass who has seen no failure', () => {
    fail(5)
    expect([call('B', 'fail'), call('B', 'fail'), call('C', 'fail')]).toEqual([true, false, true])
  })

  it('stops one owner alone while no other one has seen a failure', () => {
    fail(5)
    expect(breaker.enter('A')).toBeUndefined()
    const others = Array.from({ length: 5 }, () => breaker.enter('B'))
    expect(others.every((passage) => passage !== undefined)).toBe(true)
    expect([breaker.stops('A'), breaker.stops('B')]).toEqual([true, false])
    others[0]?.fail()
    expect([breaker.enter('B'), breaker.stops('B')]).toEqual([undefined, true])
  })

  it('sends no second probe of an owner while the first has no answer', () => {
    fail(5)
    call('C', 'fail')
    expect(breaker.enter('B')).toBeDefined()
    expect(breaker.enter('B')).toBeUndefined()
  })

  it('closes with the first call that succeeds', () => {
    fail(5)
    expect(call('B', 'succeed')).toBe(true)
    expect(breaker.state).toBe('closed')
    expect(call('A', 'succeed')).toBe(true)
  })

  it('takes no account of calls that began before it closed', () => {
    const hanging = Array.from({ length: 10 }, () => breaker.enter('A'))
    fail(5)
    call('B', 'succeed')
    for (const one of hanging) one?.fail()
    expect(breaker.state).toBe('closed')
  })

  it('forgets failures after two windows of five seconds', () => {
    fail(4)
    now += 10_000
    fail(4)
    expect(breaker.state).toBe('closed')
    now += 4_999
    fail(1)
    expect(breaker.state).toBe('open')
  })

  it('counts a thousand owners in a window and no more', () => {
    for (let owner = 0; owner < 3_000; owner += 1) call(`owner ${owner}`, 'succeed')
    fail(10, 'one too many')
    expect(breaker.state).toBe('closed')
  })
})
