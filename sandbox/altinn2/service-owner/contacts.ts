import { json, parameter } from '../answer.ts'
import { list } from '../list.ts'
import {
  api,
  odata,
  Refused,
  serviceOwner,
  withLinks,
  type Call,
  type Link,
  type Operation,
} from '../operation.ts'
import { describeRole, languageOf, roleDefinitions } from '../roles.ts'
import { mainParty } from '../../altinn3/access-management/seed.ts'
import { organizations } from '../../organizations.ts'
import { people } from '../../people.ts'
import type { Answered } from '../../strict.ts'

const read = { method: 'GET', by: 'organisation', scopes: serviceOwner('organizations') } as const
const forced = ['ForceEIAuthentication']
const base = 'serviceowner/organizations'
const one = `${base}/{number}`

/** Altinn/docs content/api/tjenesteeiere/rest: to whom organisations want messages announced. */
export const contactOperations: readonly Operation[] = [
  {
    ...read,
    path: base,
    query: ['email', 'phoneNumber', '$expand', ...odata, ...forced],
    answer: listOrganizations,
  },
  { ...read, path: one, query: ['$expand', ...forced], answer: getOrganization },
  { ...read, path: `${one}/officialcontacts`, query: forced, answer: listOfficial },
  {
    ...read,
    path: `${one}/personalcontacts`,
    query: ['roleDefinitionCode', 'serviceCode', 'serviceEdition', ...forced],
    answer: listPersonal,
  },
  { ...read, path: `${one}/personalcontacts/{contact}/roles`, query: forced, answer: listRoles },
]

interface Organization {
  readonly Name: string
  readonly OrganizationNumber: string
  readonly Type: string | null
}

/** Those of the sandbox, in the order of their numbers. */
const known: readonly Organization[] = Object.values(organizations)
  .map(({ name, number }) => ({ Name: name, OrganizationNumber: number, Type: 'AS' }))
  .sort((first, second) => (first.OrganizationNumber < second.OrganizationNumber ? -1 : 1))

function addressOf(call: Call, { OrganizationNumber: number }: Organization): string {
  return `${api(call)}/${base}/${number}`
}

/** What has no value is null here, unlike elsewhere. */
function toOrganization(found: Organization, call: Call): object {
  const self = addressOf(call, found)
  const links: Record<string, Link> = {
    self: { href: self },
    personalcontacts: { href: `${self}/personalcontacts` },
    officialcontacts: { href: `${self}/officialcontacts` },
  }
  const times = { LastChanged: '2025-10-27T16:17:18.25', LastConfirmed: null }
  return withLinks(call.asked, { ...found, ...times }, links)
}

function listOrganizations(call: Call): Answered {
  const { asked } = call
  const email = parameter(asked, 'email')?.toLowerCase()
  const phone = parameter(asked, 'phoneNumber')
  const isOpen = email === undefined && phone === undefined
  const isFound = official.some(
    ({ EMailAddress, MobileNumber }) =>
      (EMailAddress !== '' && EMailAddress === email) ||
      (MobileNumber !== '' && phone !== undefined && MobileNumber.endsWith(phone)),
  )
  const { number } = organizations.customer
  const items = known.filter((one) => isOpen || (isFound && one.OrganizationNumber === number))
  const toItem = (item: Organization): object => toOrganization(item, call)
  return list(call, { relation: 'organizations', model: 'Organization', items, toItem })
}

function needOrganization({ params }: Call): Organization {
  const found = known.find(({ OrganizationNumber: number }) => number === params.number)
  if (found !== undefined) return found
  throw new Refused({ status: 400, reason: `Invalid organization number: ${params.number ?? ''}` })
}

function getOrganization(call: Call): Answered {
  return json(call.asked, toOrganization(needOrganization(call), call))
}

const never = '0001-01-01T00:00:00'

/** A row for each address, the other half of it empty (navikt/testnorge, recorded in TT02). */
const official = [
  {
    ...{ MobileNumber: '+4740000001', MobileNumberChanged: '2025-10-05T09:08:07.123' },
    ...{ EMailAddress: '', EMailAddressChanged: never },
  },
  {
    ...{ MobileNumber: '', MobileNumberChanged: never },
    ...{ EMailAddress: 'post@kvassfjell.example', EMailAddressChanged: '2025-10-12T10:11:12.321' },
  },
]

/** Those of the customer: the others of the sandbox have given no addresses. */
function ofCustomer<Item>(call: Call, items: readonly Item[]): readonly Item[] {
  return needOrganization(call).Name === organizations.customer.name ? items : []
}

function listOfficial(call: Call): Answered {
  const items = ofCustomer(call, official)
  const toItem = (item: object): object => item
  return list(call, { relation: 'officialcontacts', model: 'OfficialContact', items, toItem })
}

const contact = `r${mainParty.partyId}1`

function listPersonal(call: Call): Answered {
  const { name, number } = people.leader
  const items = ofCustomer(call, [
    {
      ...{ PersonalContactId: contact, Name: `${name}   `, SocialSecurityNumber: number },
      ...{ MobileNumber: '+4740000002', MobileNumberChanged: '2025-09-01T08:00:00.5' },
      ...{ EMailAddress: 'leder@kvassfjell.example', EMailAddressChanged: '2025-09-01T08:00:00.5' },
    },
  ])
  const base = `${addressOf(call, needOrganization(call))}/personalcontacts`
  return list(call, {
    relation: 'personalcontacts',
    model: 'PersonalContact',
    items,
    toItem: (item) =>
      withLinks(call.asked, item, {
        roles: { href: `${base}/${item.PersonalContactId}/roles` },
      }),
  })
}

function listRoles(call: Call): Answered {
  needOrganization(call)
  if (call.params.contact?.toLowerCase() !== contact) return { status: 404 }
  const language = languageOf(call.asked)
  return list(call, {
    relation: 'roles',
    model: 'Role',
    items: ofCustomer(call, roleDefinitions).map((role) => describeRole(role, language)),
    toItem: (item) => {
      const href = `${api(call)}/serviceowner/roledefinitions/${item.RoleDefinitionId}`
      return withLinks(call.asked, item, { roledefinition: { href } })
    },
  })
}
