import { reportees } from '../../../translate/end-user/reportees/list-reportees.ts'
import { toLinkedReportee } from '../../../translate/end-user/reportees/reportee-list.ts'
import { mergedList } from '../../list.ts'
import { reporteeKeyOf } from '../../reportee-key.ts'

export const mergeReportees = mergedList(reportees, {
  toResource: toLinkedReportee,
  keyOf: reporteeKeyOf,
})
