import { isTrue } from '../altinn2/flag.ts'
import { languageOf, type Language } from '../altinn2/language.ts'
import { toReporteeProperties, typeIn } from '../altinn2/reportee.ts'
import type { Link, Links, Resource } from '../altinn2/response.ts'
import type { AuthorizedParty, PartiesSearch } from '../altinn3/access-management.ts'
import type { List } from './odata-list.ts'
import { toReportee } from './reportee-row.ts'
import type { Ports, TranslationRequest } from '../translation.ts'
import type { Rows } from '../altinn2/list-rows.ts'

type Properties = Resource['properties']

/** Parties as end users see them: reportees, or the organisations among them. */
export interface PartyView extends Pick<List, 'model' | 'type' | 'relation'> {
  /** The address of one, as a template. */
  readonly find: string
  readonly isShown: (party: AuthorizedParty) => boolean
  /** With the party's id, where it is shown one. */
  readonly withId: (party: AuthorizedParty, properties: Properties) => Properties
  readonly linksOf: (properties: Properties) => Links | undefined
  /** The member for the address of its messages, where there is no HAL. */
  readonly plainMessages?: string
}

/** The caller's parties, narrowed as the question says; `searchOf` throws what is wrong with it. */
export function partyList(
  view: PartyView,
  searchOf: (request: TranslationRequest) => PartiesSearch,
): List {
  return {
    ...view,
    check: searchOf,
    links: ({ self }) => ({
      form: 'object',
      to: { find: { to: view.find, isTemplated: true }, self: { to: self } },
    }),
    rows: (request, ports) => findRows(view, searchOf(request), request, ports),
  }
}

async function findRows(
  view: PartyView,
  search: PartiesSearch,
  { query, settings }: TranslationRequest,
  { look }: Ports,
): Promise<Rows> {
  const language = languageOf(query, settings.language)
  const isAll = isTrue(query, 'includeInactiveReportees')
  const { parties, isCut } = await look.own(search)
  const shown = parties.filter((party) => view.isShown(party))
  const toRows = (some: readonly AuthorizedParty[]): readonly Resource[] =>
    some.map((party) => toPartyResource(view, party, language))
  return {
    rows: toRows(shown.filter(({ isDeleted }) => isAll || !isDeleted)),
    hidden: isAll ? [] : toRows(shown.filter(({ isDeleted }) => isDeleted)),
    isCut,
  }
}

export function toPartyResource(
  view: PartyView,
  party: AuthorizedParty,
  language: Language,
): Resource {
  const properties = toReporteeProperties(toReportee(party), language)
  return withLinks(view, view.withId(party, properties))
}

/** A row of Altinn 2's own, with links to here and its type in the words of the other rows. */
export function toRowBeside(
  view: PartyView,
): (properties: Properties, request: TranslationRequest) => Resource {
  return (properties, { query, settings }) => {
    const type = typeIn(languageOf(query, settings.language), properties.Type)
    return withLinks(view, { ...properties, ...(type === undefined ? {} : { Type: type }) })
  }
}

function withLinks({ type, linksOf, plainMessages }: PartyView, given: Properties): Resource {
  const links = linksOf(given)
  // A row of Altinn 2's own has its address there: the link's is ours.
  const properties = plainMessages === undefined ? given : without(given, plainMessages)
  return {
    type,
    properties,
    ...(links === undefined ? {} : { links }),
    ...(plainMessages === undefined ? {} : { plainMessages }),
  }
}

function without(properties: Properties, name: string): Properties {
  if (!(name in properties)) return properties
  return Object.fromEntries(Object.entries(properties).filter(([one]) => one !== name))
}

/** The link to an organisation's messages; those of persons and of deleted organisations are refused. */
export function messagesLink(
  { OrganizationNumber: number, Status: status }: Properties,
  who: string,
): Readonly<Record<string, Link>> {
  if (typeof number !== 'string' || number === '' || status === 'Inactive') return {}
  return { messages: { to: `/api/${who}/messages` } }
}
