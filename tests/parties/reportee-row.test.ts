import { describe, expect, it } from 'vitest'
import type { AuthorizedParty } from '../../src/altinn3/access-management.ts'
import { toReportee } from '../../src/parties/reportee-row.ts'

const party: AuthorizedParty = { partyId: 1, name: 'PRØVE', type: 'Organization', isDeleted: false }
const number = { organizationNumber: '310385980' }

describe('the type of a reportee', () => {
  it.each([
    ['an organisation', { ...number, unitType: 'AS' }, 'Enterprise'],
    ['a sub-unit', { ...number, unitType: 'BEDR' }, 'Business'],
    ['a unit of a form that is new', { ...number, unitType: 'NYTT' }, 'Enterprise'],
    ['a unit without a form', number, 'Enterprise'],
    ['a new type with a number', { ...number, type: 'PublicUnit', unitType: 'AAFY' }, 'Business'],
    ['no type, with a number', { ...number, type: '' }, 'Enterprise'],
    ['a new type without a number', { type: 'EnterpriseUser' }, 'Person'],
    ['a self-identified user', { type: 'SelfIdentified' }, 'Person'],
  ])('follows from what is known of it: %s', (_, more, type) => {
    expect(toReportee({ ...party, ...more }).type).toBe(type)
  })
})
