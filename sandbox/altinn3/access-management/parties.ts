import type { Grant, Party } from './state.ts'
import type { TestPerson } from '../../people.ts'
import { uuidOf } from '../../synthetic-numbers.ts'

export const nothing: Omit<Grant, 'from'> = {
  roles: [],
  packages: [],
  resources: [],
  instances: [],
}

/** An organisation as the register has it; everything about it follows from number and place. */
export function organization(
  { number, name }: { readonly number: string; readonly name: string },
  partyId: number,
  more: Partial<Party> = {},
): Party {
  return {
    partyUuid: uuidOf(`party ${number}`),
    partyId,
    name,
    type: 'Organization',
    organizationNumber: number,
    unitType: 'AS',
    personId: null,
    dateOfBirth: null,
    emailId: null,
    parentUuid: null,
    isDeleted: false,
    ...more,
  }
}

export function person({ number, name, born }: TestPerson, partyId: number): Party {
  return organization({ number, name }, partyId, {
    type: 'Person',
    organizationNumber: null,
    unitType: null,
    personId: number,
    dateOfBirth: born,
  })
}

/** Somebody who has registered with nothing but an e-mail address. */
export function selfIdentified(email: string, partyId: number): Party {
  return organization({ number: email, name: email }, partyId, {
    type: 'SelfIdentified',
    organizationNumber: null,
    unitType: null,
    emailId: email,
  })
}
