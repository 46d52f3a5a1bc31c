import { addGenerated } from './elements.ts'
import type { AppAsked } from '../data.ts'
import { toPdf } from '../../storage/contents/ondemand.ts'
import type { Row } from '../../storage/state.ts'
import { note } from '../../storage/writing/write.ts'

/** PdfService.cs: its file name is the app's title. */
export function addPdf(row: Row, task: string, app: AppAsked): void {
  const { nb } = app.application.title
  const received = { bytes: toPdf([nb, 'Kvittering']) }
  const content = { contentType: 'application/pdf', filename: `${nb}.pdf`, received }
  addGenerated(row, 'ref-data-as-pdf', content, { task }, app)
}

/**
 * One run of a service task: true when it succeeds. A run that fails is noted as well, since it may
 * have sent what it sends.
 */
export function runServiceTask(row: Row, task: string, type: string, app: AppAsked): boolean {
  const { process } = app.state.modes
  note(app.state, row, { kind: 'service task run', task })
  if (process.serviceTaskFails > 0) {
    process.serviceTaskFails -= 1
    return false
  }
  if (type === 'pdf') addPdf(row, task, app)
  return true
}
