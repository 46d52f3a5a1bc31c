import { beforeEach, describe, expect, it } from 'vitest'
import { seedAccess, systemUser } from '../../../sandbox/altinn3/access-management/seed.ts'
import { withdraw, type AccessState } from '../../../sandbox/altinn3/access-management/state.ts'
import { letterResource } from '../../../sandbox/altinn3/correspondence/resources.ts'
import { decide } from '../../../sandbox/altinn3/authorization/decision.ts'
import { originalsKeep } from '../../../sandbox/altinn3/kept.ts'
import { may, mayByKept, type Caller } from '../../../sandbox/altinn3/storage/access.ts'
import { seedStorage } from '../../../sandbox/altinn3/storage/seed/seed.ts'
import { organizations } from '../../../sandbox/organizations.ts'

const minute = 60_000
const { customer } = organizations

let access: AccessState
let now = 0
beforeEach(() => {
  access = seedAccess()
  Object.assign(access.modes, { now: () => now, keptMs: { ...originalsKeep } })
})

describe('a right that was withdrawn', () => {
  it('opens a form in Storage for five minutes, and no list shows the form', () => {
    const [row] = seedStorage().rows.values()
    if (row === undefined) throw new Error('no form')
    access.modes.keptMs.decisionPoint = 0
    const caller: Caller = {
      ...{ org: undefined, isEndUser: true, scopes: '', level: 3, access },
      subject: { kind: 'systemUser', id: systemUser },
    }
    expect(mayByKept(caller, row)).toBe(true)
    withdraw(access, systemUser, customer.number)
    now += 5 * minute - 1
    expect([mayByKept(caller, row), may(caller, row)]).toEqual([true, false])
    now += 1
    expect(mayByKept(caller, row)).toBe(false)
  })

  it('holds at the decision point for five minutes', () => {
    const subject = { kind: 'systemUser', id: systemUser } as const
    const [party] = access.parties
    const question = { subject, action: 'read', resourceId: letterResource, party }
    const decision = (): string => decide(question, access).decision
    expect(decision()).toBe('Permit')
    withdraw(access, systemUser, customer.number)
    now += 5 * minute - 1
    expect(decision()).toBe('Permit')
    now += 1
    expect(decision()).toBe('NotApplicable')
  })
})
