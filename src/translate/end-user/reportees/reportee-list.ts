import { isTrue } from '../../../altinn2/flag.ts'
import { languageOf } from '../../../altinn2/language.ts'
import { reporteeModel, toReporteeProperties, type Reportee } from '../../../altinn2/reportee.ts'
import type { Json, Links, Resource } from '../../../altinn2/response.ts'
import type { PartiesSearch } from '../../../altinn3/access-management.ts'
import type { List, Rows } from '../../list.ts'
import { toReportee } from '../../reportee.ts'
import type { Ports, Question } from '../../translation.ts'

/** The caller's reportees, narrowed as the question says. */
export function reporteeList(searchOf: (question: Question) => PartiesSearch): List {
  return {
    model: reporteeModel,
    type: 'Reportee',
    relation: 'reportees',
    links: ({ self }) => ({
      form: 'object',
      to: {
        find: { to: '/api/reportees/{reporteeId}', isTemplated: true },
        self: { to: self },
      },
    }),
    rows: async (question, ports) => findRows(searchOf(question), question, ports),
  }
}

async function findRows(search: PartiesSearch, question: Question, { look }: Ports): Promise<Rows> {
  const { query, settings } = question
  const language = languageOf(query, settings.language)
  const isAll = isTrue(query, 'includeInactiveReportees')
  const { parties, isCut } = await look.own(search)
  const rows = parties
    .filter(({ isDeleted }) => isAll || !isDeleted)
    .map((party) => toReporteeResource(toReportee(party), language))
  return { rows, isCut }
}

export function toReporteeResource(
  reportee: Reportee,
  language: Parameters<typeof toReporteeProperties>[1],
): Resource {
  const id = `r${reportee.partyId}`
  const properties = { ReporteeId: id, ...toReporteeProperties(reportee, language) }
  return { type: 'Reportee', properties, links: linksOf(id) }
}

/** A row of Altinn 2's own, with links to here. */
export function toLinkedReportee(properties: Readonly<Record<string, Json>>): Resource {
  const { ReporteeId: id } = properties
  const links = typeof id === 'string' ? { links: linksOf(id) } : {}
  return { type: 'Reportee', properties, ...links }
}

function linksOf(id: string): Links {
  return {
    form: 'object',
    to: { self: { to: `/api/reportees/${id}` }, messages: { to: `/api/${id}/messages` } },
  }
}
