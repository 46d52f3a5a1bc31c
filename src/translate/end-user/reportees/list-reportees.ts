import { everybody } from '../../../altinn3/access-management.ts'
import { listed } from '../../../parties/odata-list.ts'
import { partyList } from '../../../parties/party-list.ts'
import { reporteeView } from './reportee-view.ts'

export const reportees = partyList(reporteeView, () => everybody)

/** Everybody whom the caller may act for. */
export const listReportees = listed(reportees)
