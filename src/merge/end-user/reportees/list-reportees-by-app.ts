import { reporteesByApp } from '../../../translate/end-user/reportees/list-reportees-by-app.ts'
import { toLinkedReportee } from '../../../translate/end-user/reportees/reportee-list.ts'
import { mergedList } from '../../list.ts'
import { reporteeKeyOf } from '../../reportee-key.ts'

export const mergeReporteesByApp = mergedList(reporteesByApp, {
  toResource: toLinkedReportee,
  keyOf: reporteeKeyOf,
})
