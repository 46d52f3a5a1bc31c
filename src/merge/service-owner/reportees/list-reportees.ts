import { reporteesOfSubject } from '../../../translate/service-owner/reportees/list-reportees.ts'
import { mergedList } from '../../list.ts'
import { uniqueParties } from '../../reportee-key.ts'

export const mergeReporteesOfSubject = mergedList(reporteesOfSubject, {
  toResource: (properties) => ({ type: 'Reportee', properties }),
  ...uniqueParties,
  // Said of whoever never logged in to its portal, and looked for so by clients
  // (navikt/altinn-rettigheter-proxy AltinnClient.kt). Altinn 3 may know him all the same.
  isNobody: ({ status, reason }) => status === 400 && reason.includes('User profile'),
})
