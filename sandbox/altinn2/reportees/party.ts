import type { Altinn2Reportees, Reportee } from './state.ts'
import type { Call } from '../operation.ts'

/**
 * Of the organisation itself or of a party on its list, by number or as the list's own links say it.
 * An organisation that has no list has itself, without anything that a party has.
 */
export function partyIdOf(
  who: string,
  organization: string,
  reportees: Altinn2Reportees,
): number | undefined {
  const found = findReportee(who, organization, reportees)
  const isItself = who === 'my' || who === organization
  return found?.partyId ?? (isItself ? 0 : undefined)
}

function findReportee(
  who: string,
  organization: string,
  { of }: Altinn2Reportees,
): Reportee | undefined {
  const wanted = who === 'my' ? organization : who
  return of[organization]?.find(
    ({ partyId, organizationNumber }: Reportee) =>
      organizationNumber === wanted || `r${partyId}` === wanted,
  )
}

/** The party that `{who}` names. */
export function reporteeOf({ who, organization, reportees }: Call): Reportee | undefined {
  return findReportee(who, organization, reportees)
}

/** Anybody that the stand-in knows, by the id that `r` precedes, or by number. */
export function anyReportee(
  { of }: Altinn2Reportees,
  id: string | undefined,
): Reportee | undefined {
  const wanted = id?.toLowerCase()
  return Object.values(of)
    .flat()
    .find(
      ({ partyId, organizationNumber, socialSecurityNumber }) =>
        wanted !== undefined &&
        [`r${partyId}`, organizationNumber, socialSecurityNumber].includes(wanted),
    )
}
