/**
 * A reason phrase that Node can write as the bytes that arrived. undici reads it as UTF-8; Node
 * writes Latin-1. Bytes that were not UTF-8 are lost by then, and become question marks.
 */
export function toWireReason(phrase: string): string {
  return Buffer.from(phrase.replaceAll('\ufffd', '?'), 'utf8')
    .toString('latin1')
    .replace(/[\x00-\x08\x0a-\x1f\x7f]/g, ' ')
}
