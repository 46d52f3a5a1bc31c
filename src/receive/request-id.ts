import { randomUUID } from 'node:crypto'

/** A fresh id in letters alone: no run of digits that a log reader could take for a person's. */
export function createRequestId(): string {
  return randomUUID().replace(/[-0-9]/g, (mark) =>
    mark === '-' ? '' : String.fromCharCode(mark.charCodeAt(0) + shift),
  )
}

const shift = 'g'.charCodeAt(0) - '0'.charCodeAt(0)
