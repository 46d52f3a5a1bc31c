import { people } from '../../../sandbox/people.ts'
import type { TestParty } from './merged-parties.ts'

/** One of the three lists that both sides may have a part of. */
export type ListName = 'end-user/reportees' | 'end-user/organizations' | 'service-owner/reportees'

export type Row = Readonly<Record<string, string>>

export type Language = 1044 | 2068 | 1033

export interface ListQuestion {
  readonly list: ListName
  readonly language?: Language
  /** Of end users’ lists: what is closed comes too. */
  readonly isAll?: boolean
}

/** Which of a list’s rows are asked for. */
export interface Page {
  /** What `$filter` and `$orderby` come to, in this language. */
  readonly keeps?: (row: Row) => boolean
  readonly compares?: (one: Row, other: Row) => number
  readonly skip?: number
  readonly top?: number
}

export const wordsOf = {
  1044: { Person: 'Person', Enterprise: 'Foretak', Business: 'Bedrift' },
  2068: { Person: 'Person', Enterprise: 'Føretak', Business: 'Bedrift' },
  1033: { Person: 'Person', Enterprise: 'Enterprise', Business: 'Business' },
} as const

export const { compare } = new Intl.Collator('nb')

/** The whole list that both sides make together: each party once, as Altinn 3 has it where it does. */
export function wholeList(parties: readonly TestParty[], question: ListQuestion): readonly Row[] {
  const shown = parties.filter((party) => isShown(party, question))
  const rows = new Map(shown.map((party) => [party.partyId, toRow(party, question)]))
  const sorted = [...rows.values()].sort((one, other) => compare(one.Name ?? '', other.Name ?? ''))
  if (question.list !== 'service-owner/reportees') return sorted
  const isSubject = (row: Row): boolean => row.SocialSecurityNumber === people.leader.number
  return [...sorted.filter(isSubject), ...sorted.filter((row) => !isSubject(row))]
}

/** Its page: filtered, then ordered, then cut. */
export function pageOf(
  parties: readonly TestParty[],
  question: ListQuestion,
  { keeps = () => true, compares = () => 0, skip = 0, top = 50 }: Page,
): readonly Row[] {
  const kept = wholeList(parties, question).filter(keeps)
  return [...kept].sort(compares).slice(skip, skip + top)
}

function isShown(party: TestParty, { list, isAll = false }: ListQuestion): boolean {
  const { isActive, organizationNumber, socialSecurityNumber } = party
  switch (list) {
    case 'end-user/reportees':
      return isActive || isAll
    case 'end-user/organizations':
      return organizationNumber !== undefined && (isActive || isAll)
    case 'service-owner/reportees':
      return (organizationNumber ?? socialSecurityNumber) !== undefined
  }
}

function toRow(party: TestParty, { list, language = 1044 }: ListQuestion): Row {
  const { altinn2, altinn3, organizationNumber } = party
  const words = wordsOf[list === 'service-owner/reportees' ? 1033 : language]
  const links = linksOf(party, list)
  const named = {
    Name: altinn3 ?? altinn2,
    Type: words[party.type],
    MessagesLink: messagesLinkOf(party, list),
  }
  if (list === 'end-user/organizations' && altinn3 === undefined) {
    return present({ ...named, OrganizationNumber: organizationNumber, links })
  }
  const status = party.isActive ? 'Active' : 'Inactive'
  return present({
    ReporteeId: list === 'end-user/reportees' ? `r${party.partyId}` : undefined,
    ...named,
    SocialSecurityNumber: party.socialSecurityNumber,
    OrganizationNumber: organizationNumber,
    ParentOrganizationNumber: party.parentOrganizationNumber,
    OrganizationForm: party.organizationForm,
    Status: organizationNumber === undefined ? undefined : status,
    links,
  })
}

/** To the gateway, whichever side has the row. */
function linksOf(party: TestParty, list: ListName): string | undefined {
  const { partyId, organizationNumber } = party
  if (list === 'service-owner/reportees') return undefined
  const who = list === 'end-user/reportees' ? `r${partyId}` : (organizationNumber ?? '')
  const self = `${api}${list.replace('end-user', '')}/${who}`
  return hasMessages(party, list) ? `${self} ${api}/${who}/messages` : self
}

const api = 'https://gateway.example/api'

/** Not those of persons, nor of what is known to be deleted: Altinn 2's organisations do not say. */
function hasMessages(
  { organizationNumber, isActive, altinn3 }: TestParty,
  list: ListName,
): boolean {
  if (organizationNumber === undefined) return false
  return isActive || (list === 'end-user/organizations' && altinn3 === undefined)
}

/** The one member of plain JSON that organisations have beside their links. */
function messagesLinkOf(party: TestParty, list: ListName): string | undefined {
  if (list !== 'end-user/organizations' || !hasMessages(party, list)) return undefined
  return `${api}/${party.organizationNumber ?? ''}/messages`
}

function present(members: Readonly<Record<string, string | undefined>>): Row {
  const known: Record<string, string> = {}
  for (const [name, value] of Object.entries(members)) if (value !== undefined) known[name] = value
  return known
}
