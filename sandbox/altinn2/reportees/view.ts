import { wantsHal } from '../answer.ts'
import type { Row } from '../odata.ts'
import type { Reportee, ReporteeModes } from './state.ts'
import type { Asked } from '../../strict.ts'

/** What a `$filter` may name. */
export const reporteeFields = [
  'ReporteeId',
  'Name',
  'Type',
  'SocialSecurityNumber',
  'OrganizationNumber',
  'ParentOrganizationNumber',
  'OrganizationForm',
  'Status',
]

// Altinn/docs content/api/rest/avgivere/hent_avgiver.md
const norwegian = { Person: 'Person', Enterprise: 'Foretak', Business: 'Bedrift' } as const

/** A row for an end user; a service owner's has no id (content/api/tjenesteeiere/rest/hent_avgiver). */
export function toRow(reportee: Reportee, modes: ReporteeModes): Row {
  const type = modes.endUserTypes === 'norwegian' ? norwegian[reportee.type] : reportee.type
  return { ReporteeId: `r${reportee.partyId}`, ...toOwnersRow(reportee, modes), Type: type }
}

export function toOwnersRow(reportee: Reportee, { missing }: ReporteeModes): Row {
  const row = {
    Name: reportee.name,
    Type: reportee.type,
    SocialSecurityNumber: reportee.socialSecurityNumber ?? null,
    OrganizationNumber: reportee.organizationNumber ?? null,
    ParentOrganizationNumber: reportee.parentOrganizationNumber ?? null,
    OrganizationForm: reportee.organizationForm ?? null,
    Status: reportee.status ?? null,
  }
  if (missing === 'null') return row
  const known: Record<string, string> = {}
  for (const [name, value] of Object.entries(row)) if (value !== null) known[name] = value
  return known
}

/** Name, number and type are all that is known of an organisation's fields (AltinnApp's model). */
export function toOrganizationRow(reportee: Reportee, modes: ReporteeModes): Row {
  const { Name = '', OrganizationNumber = null, Type = '' } = toRow(reportee, modes)
  return { Name, OrganizationNumber, Type }
}

/**
 * Where a row is found, in HAL alone; that organisations have these links is inferred. In plain JSON
 * an organisation has one member (com.altinn.apps.fisher OrganisationObj.java).
 */
export function withLinks(row: Row, asked: Asked, publicOrigin: string, address: string): object {
  const who = row.ReporteeId ?? row.OrganizationNumber ?? ''
  if (!wantsHal(asked)) {
    const member = { MessagesLink: `${publicOrigin}/api/${who}/messages` }
    return address === 'organizations' ? { ...row, ...member } : row
  }
  const links = {
    self: { href: `${publicOrigin}/api/${address}/${who}` },
    messages: { href: `${publicOrigin}/api/${who}/messages` },
  }
  return { ...row, _links: links }
}
