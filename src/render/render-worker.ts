import { toBodyHtml } from '../message-box/correspondences/body.ts'

/** What a thread is to render, and how long its answer may be. */
export interface RenderJob {
  readonly text: string
  readonly isMigrated: boolean
  /** Characters. */
  readonly maxLength: number
}

/** What the thread of `render-in-worker.ts` does: HTML, or `undefined` for more than may be sent. */
export function render({ text, isMigrated, maxLength }: RenderJob): string | undefined {
  const html = toBodyHtml(text, isMigrated)
  return html.length > maxLength ? undefined : html
}
