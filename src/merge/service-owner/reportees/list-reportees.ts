import { reporteesOfSubject } from '../../../translate/service-owner/reportees/list-reportees.ts'
import { mergedList } from '../../list.ts'
import { reporteeKeyOf } from '../../reportee-key.ts'

export const mergeReporteesOfSubject = mergedList(reporteesOfSubject, {
  toResource: (properties) => ({ type: 'Reportee', properties }),
  keyOf: reporteeKeyOf,
})
