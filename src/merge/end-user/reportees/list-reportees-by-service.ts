import { reporteesByService } from '../../../translate/end-user/reportees/list-reportees-by-service.ts'
import { toLinkedReportee } from '../../../translate/end-user/reportees/reportee-list.ts'
import { mergedList } from '../../list.ts'
import { reporteeKeyOf } from '../../reportee-key.ts'

export const mergeReporteesByService = mergedList(reporteesByService, {
  toResource: toLinkedReportee,
  keyOf: reporteeKeyOf,
})
