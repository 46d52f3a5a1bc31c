import { reportees } from '../../../translate/end-user/reportees/list-reportees.ts'
import { reporteeView } from '../../../translate/end-user/reportees/reportee-view.ts'
import { toRowBeside } from '../../../parties/party-list.ts'
import { mergedList } from '../../list.ts'
import { uniqueParties } from '../../reportee-key.ts'

export const mergeReportees = mergedList(reportees, {
  toResource: toRowBeside(reporteeView),
  ...uniqueParties,
})
