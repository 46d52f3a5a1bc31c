import type { Hidden, Lateness } from './lateness.ts'
import type { StorageModes } from '../modes.ts'
import type { DataElement } from '../model.ts'
import type { Row, StorageState } from '../state.ts'

/** Hides what has just been made, while the mode says so. */
export function hide(state: StorageState, id: string, lateness: Lateness | undefined): void {
  if (lateness === undefined) return
  const { looks = 0, milliseconds = 0 } = lateness
  state.hidden.set(id, { looks, until: state.modes.now() + milliseconds })
}

/** Each call is a look. */
export function isSeen({ hidden, modes }: Looked, id: string): boolean {
  const found = hidden.get(id)
  if (found === undefined) return true
  if (modes.now() < found.until) return false
  if (found.looks > 0) {
    found.looks -= 1
    return false
  }
  hidden.delete(id)
  return true
}

interface Looked {
  readonly hidden: Map<string, Hidden>
  readonly modes: StorageModes
}

/** A look at an instance brings the move that goes on in its app nearer its end. */
function settleMove(state: StorageState, guid: string): void {
  const { pendingMoves, modes } = state
  const found = pendingMoves.get(guid)
  if (found === undefined || modes.now() < found.until) return
  if (found.looks > 0) {
    found.looks -= 1
    return
  }
  pendingMoves.delete(guid)
  found.run()
}

/** A list looks at every instance. */
export function settleMoves(state: StorageState): void {
  for (const guid of [...state.pendingMoves.keys()]) settleMove(state, guid)
}

/** An instance by its guid, unless it is still hidden. */
export function findSeen(state: StorageState, guid: string): Row | undefined {
  settleMove(state, guid)
  const row = state.rows.get(guid)
  return row !== undefined && isSeen(state, guid) ? row : undefined
}

/** The elements of a row that are no longer hidden. */
export function seenElements(state: StorageState, row: Row): readonly DataElement[] {
  return state.hidden.size === 0 ? row.elements : row.elements.filter(({ id }) => isSeen(state, id))
}
