import { json } from './answer.ts'
import { list } from './list.ts'
import { numberOf, readMembers, textOf } from './members.ts'
import { api, endUser, Refused, withLinks, type Call, type Operation } from './operation.ts'
import { reporteeOf } from './reportees/party.ts'
import type { Contact } from './records.ts'
import { people } from '../people.ts'
import type { Answered } from '../strict.ts'

const read = { method: 'GET', by: 'party', scopes: endUser('altinn:profiles.read') } as const
const write = { by: 'party', scopes: endUser('altinn:profiles.write') } as const
const contacts = '{who}/profile/contactinformation'

/** Altinn/docs content/api/rest/profil.md. */
export const profileOperations: readonly Operation[] = [
  { ...read, path: 'my/profile', answer: getMyProfile },
  { ...read, path: '{who}/profile', answer: getProfile },
  { ...read, path: contacts, answer: listContacts },
  { ...read, path: `${contacts}/{id}`, answer: getContact },
  { ...write, method: 'POST', path: contacts, answer: createContact },
  { ...write, method: 'DELETE', path: `${contacts}/{id}`, answer: deleteContact },
]

/** Of the user who logged in; the members are a person's. */
function getMyProfile(call: Call): Answered {
  const { asked, publicOrigin } = call
  const properties = {
    ...{ Name: people.leader.name, AddressLine1: '', AddressLine2: 'Prøvegata 1' },
    ...{ AddressLine3: '0001 OSLO', UserName: 'kvassfjell_lonn', MobileNumber: '40000000' },
    ...{ PreferredLanguage: 'NorwegianNO', ShowClientUnits: true },
    ...{ PrivateConsent: true, ProfessionalConsent: true },
    ContactInformation: {
      Email: 'leder@kvassfjell.example',
      Mobile: '40000000',
      RequestsEmailReceipts: false,
    },
  }
  const links = {
    self: { href: `${api(call)}/my/profile` },
    portalview: { href: `${publicOrigin}/Pages/Profile/MyUserSettings.aspx` },
  }
  return json(asked, withLinks(asked, properties, links))
}

function getProfile(call: Call): Answered {
  const { asked, publicOrigin, who } = call
  const { name, organizationNumber: number } = reporteeOf(call) ?? {}
  // Only an organisation has this profile, and only its number names it.
  if (number === undefined || /^r/i.test(who)) return { status: 404 }
  const [email, mobile] = contactsOf(call)
  const properties = {
    ...{ Entity: name, Email: email?.email ?? '', MobileNumber: mobile?.mobile ?? '' },
    ...{ Address: 'Fjellveien 1', PostCode: '9008', City: 'TROMSØ' },
    ...{ BusinessAddress: 'Kaia 2', BusinessPostCode: '9008', BusinessCity: 'TROMSØ' },
    ...{ LastModifiedBy: people.leader.name, LastModifiedDate: '2025-03-04T10:11:12.13' },
    IsSelectedForNotification: false,
  }
  const self = `${api(call)}/${who}/profile`
  const links = {
    self: { href: self },
    portalview: { href: `${publicOrigin}/Pages/Profile/UnitProfile.aspx?o=${number}` },
    contactinformation: { href: `${self}/contactinformation` },
  }
  return json(asked, withLinks(asked, properties, links))
}

function contactsOf({ records, partyId }: Call): readonly Contact[] {
  return records.contacts.get(partyId) ?? []
}

/** The address that there is not is empty, and the name repeats the other. */
function toContact({ id, email = '', mobile = '' }: Contact): object {
  const name = email === '' ? mobile : email
  return { Id: id, Name: name, Email: email, MobileNumber: mobile, IsSelectedForNotification: true }
}

/** The name below `_embedded` is inferred. */
function listContacts(call: Call): Answered {
  return list(call, {
    relation: 'contactinformation',
    model: 'ContactInformation',
    items: contactsOf(call),
    toItem: toContact,
  })
}

function needContact(call: Call): Contact {
  const found = contactsOf(call).find(({ id }) => String(id) === call.params.id)
  if (found === undefined) throw new Refused({ status: 404 })
  return found
}

function getContact(call: Call): Answered {
  return json(call.asked, toContact(needContact(call)))
}

const members = ['Id', 'Name', 'Email', 'MobileNumber', 'IsSelectedForNotification']

async function createContact(call: Call): Promise<Answered> {
  const { asked, records, partyId } = call
  const given = await readMembers(asked, members)
  const [email, mobile] = [textOf(given, 'Email'), textOf(given, 'MobileNumber')]
  if ((email === undefined) === (mobile === undefined)) return { status: 400 }
  if (numberOf(given, 'Id') !== undefined) return { status: 400 }
  const id = (records.next += 1)
  const added = { id, ...(email === undefined ? {} : { email }), ...(mobile ? { mobile } : {}) }
  records.contacts.set(partyId, [...contactsOf(call), added])
  return { status: 204, reason: 'Contact Information Created' }
}

function deleteContact(call: Call): Answered {
  const gone = needContact(call)
  const { records, partyId } = call
  records.contacts.set(
    partyId,
    contactsOf(call).filter((one) => one !== gone),
  )
  return { status: 204, reason: 'Contact Information Deleted' }
}
