import type { AppAsked } from './data.ts'
import { refusalOfStorage } from './validate.ts'
import { seenElements } from '../storage/reading/late.ts'
import { lookAtScans } from '../storage/contents/scan.ts'
import type { Row } from '../storage/state.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

/** FileScanController.cs, which catches nothing of what Storage refuses. */
export function getFileScan(asked: Asked, row: Row | undefined, app: AppAsked): Answered {
  onlyQuery(asked)
  if (row === undefined || refusalOfStorage('', row, app) !== undefined) return { status: 500 }
  lookAtScans(app.state, row)
  const data = seenElements(app.state, row)
    .filter(({ fileScanResult }) => fileScanResult !== 'NotApplicable')
    .map(({ id, fileScanResult }) => ({ id, fileScanResult }))
  const { id, instanceOwner } = row.instance
  const body = { id: `${instanceOwner.partyId}/${id}`, fileScanResult: ofAll(data), data }
  return { status: 200, body }
}

/** InstanceFileScanResult.RecalculateAggregatedStatus */
function ofAll(data: readonly { readonly fileScanResult: string }[]): string {
  if (data.length === 0) return 'NotApplicable'
  const has = (result: string): boolean => data.some((one) => one.fileScanResult === result)
  if (has('Infected')) return 'Infected'
  return has('Pending') ? 'Pending' : 'Clean'
}
