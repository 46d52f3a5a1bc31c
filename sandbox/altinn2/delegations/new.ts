import { readMembers, numberOf, textOf, toList, type Members } from '../members.ts'
import { Refused, type Call } from '../operation.ts'
import { anyReportee, reporteeOf } from '../reportees/party.ts'
import type { GivenRight, GivenRole, RightHolder } from '../records.ts'
import type { Reportee } from '../reportees/state.ts'
import { findRole } from '../roles.ts'
import { toLocal } from '../broker/view.ts'
import type { Answered } from '../../strict.ts'

const receiver = ['SocialSecurityNumber', 'LastName', 'OrganizationNumber', 'Name', 'UserName']
const members = [...receiver, 'Type', 'Email', 'Roles', 'Rights']
const role = ['RoleDefinitionId']
const right = ['ServiceCode', 'ServiceEditionCode', 'MessageID', 'SystemResourceID', 'Action']

/** The words that are taken, spelled in any of the ways that documents and clients show. */
const actions: Readonly<Record<string, string>> = {
  ...{ read: 'Read', write: 'Write', sign: 'Sign', access: 'Access', delete: 'Delete' },
  ...{ archiveread: 'ArchiveRead', archivedelete: 'ArchiveDelete' },
  ...{ readarchive: 'ArchiveRead', deletearchive: 'ArchiveDelete' },
}

/** Gives one receiver roles and rights, one entry an action; 201 without a body. */
export async function createDelegation(call: Call): Promise<Answered> {
  const given = await readMembers(call.asked, members)
  const found = needReceiver(given, call)
  const roles = toList(given.Roles, role).map((one) => toRole(one, call))
  const rights = toList(given.Rights, right).map((one) => toRight(one, call))
  if (roles.length + rights.length === 0) return { status: 400 }
  const holder = holderFor(found, call)
  holder.roles.push(...roles)
  holder.rights.push(...rights)
  return { status: 201 }
}

type Receiver = Pick<RightHolder, 'id' | 'name' | 'lastName'> &
  Pick<RightHolder, 'socialSecurityNumber' | 'organizationNumber'>

function needReceiver(given: Members, call: Call): Receiver {
  const userName = textOf(given, 'UserName')
  const place = call.records.users.findIndex((one) => one.userName === userName)
  if (userName !== undefined && place >= 0) return { id: `u${5_000 + place}`, name: userName }
  const person = textOf(given, 'SocialSecurityNumber')
  const found = anyReportee(call.reportees, person ?? textOf(given, 'OrganizationNumber'))
  const name = textOf(given, person === undefined ? 'Name' : 'LastName')
  if (found === undefined || name === undefined || !isNamed(found, name)) {
    throw new Refused({ status: 400 })
  }
  return { id: `r${found.partyId}`, ...namesOf(found) }
}

function isNamed({ name, type }: Reportee, given: string): boolean {
  const full = name.toLowerCase()
  return (type === 'Person' ? full.split(' ')[0] : full) === given.toLowerCase()
}

function namesOf({ name, socialSecurityNumber, organizationNumber }: Reportee) {
  if (socialSecurityNumber === undefined) {
    return { name, ...(organizationNumber === undefined ? {} : { organizationNumber }) }
  }
  const [lastName = '', ...rest] = name.split(' ')
  return { name: [...rest, lastName].join(' '), lastName, socialSecurityNumber }
}

function holderFor(found: Receiver, { records, partyId }: Call): RightHolder {
  const holders = records.holders.get(partyId) ?? []
  records.holders.set(partyId, holders)
  const known = holders.find(({ id }) => id === found.id)
  if (known !== undefined) return known
  const added = { ...found, roles: [], rights: [] }
  holders.push(added)
  return added
}

function toRole(given: Members, call: Call): GivenRole {
  const definition = findRole(textOf(given, 'RoleDefinitionId') ?? '')
  if (definition === undefined) throw new Refused({ status: 400 })
  // What the register of enterprises gives is not given here.
  if (definition.type === 'External') throw new Refused({ status: 403 })
  const delegator = reporteeOf(call)?.name ?? ''
  const roleId = (call.records.next += 1)
  return { roleId, definition: definition.id, delegator, delegated: toLocal(Date.now()) }
}

function toRight(given: Members, { records }: Call): GivenRight {
  const action = actions[(textOf(given, 'Action') ?? '').toLowerCase().replace('-', '')]
  const serviceCode = textOf(given, 'ServiceCode')
  const serviceEdition = numberOf(given, 'ServiceEditionCode')
  const systemResource = textOf(given, 'SystemResourceID')
  const messageId = numberOf(given, 'MessageID')
  const isService = serviceCode !== undefined && serviceEdition !== undefined
  if (action === undefined || isService === (systemResource !== undefined)) {
    throw new Refused({ status: 400 })
  }
  return {
    ...{ rightId: (records.next += 1), action, delegated: toLocal(Date.now()) },
    ...(isService ? { serviceCode, serviceEdition } : {}),
    ...(systemResource === undefined ? {} : { systemResource }),
    ...(messageId === undefined ? {} : { messageId }),
  }
}
