import { everybody } from '../../../altinn3/access-management.ts'
import { listed } from '../../list.ts'
import { reporteeList } from './reportee-list.ts'

export const reportees = reporteeList(() => everybody)

/** Everybody whom the caller may act for. */
export const listReportees = listed(reportees)
