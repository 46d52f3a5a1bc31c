import { BadQuery, type Condition } from './filter.ts'
import { changedAt, inOrder, type Row, type StorageState } from '../state.ts'
import { fromTicks, toTicks } from '../time.ts'

export interface PageQuery {
  readonly partyId: string | undefined
  readonly isAscending: boolean
  readonly size: number
  readonly token: string | undefined
  readonly conditions: readonly Condition[]
}

export interface Page {
  readonly rows: readonly Row[]
  /** Only when the page is full, whether anything follows or not. */
  readonly token: string | undefined
}

interface Cursor {
  readonly at: number
  readonly id: number
}

/** PgInstanceRepository.GetInstancesInternal: what the database gives, before anybody's rights. */
export function readPage(state: StorageState, query: PageQuery): Page {
  const { conditions, size } = query
  if (size < 0) throw new BadQuery('2201W: FETCH must not be negative')
  const cursor = query.token === undefined ? undefined : toCursor(query.token)
  const rows: Row[] = []
  if (cursor !== 'nothing') {
    const ordered = inOrder(state, query.partyId, query.isAscending)
    for (let place = firstPlace(ordered, cursor, query.isAscending); rows.length < size; place++) {
      const row = ordered[place]
      if (row === undefined) break
      if (follows(row, cursor, query.isAscending) && conditions.every((holds) => holds(row))) {
        rows.push(row)
      }
    }
  }
  const last = rows.at(-1)
  const token = last === undefined ? '0;-1' : `${toTicks(changedAt(last))};${last.id}`
  return { rows, token: rows.length === size ? token : undefined }
}

/** A token without a semicolon becomes a cursor of nulls, behind which there is nothing. */
function toCursor(token: string): Cursor | 'nothing' | undefined {
  const [ticks = '', id] = token.split(';')
  if (id === undefined) return 'nothing'
  for (const part of [id, ticks]) {
    if (!/^-?\d{1,18}$/.test(part)) {
      throw new BadQuery(`The input string '${part}' was not in a correct format.`)
    }
  }
  return Number(id) <= 0 ? undefined : { at: fromTicks(BigInt(ticks)), id: Number(id) }
}

/**
 * Rising ids break ties in the order, yet descending the cursor goes on with lower ids: of rows of
 * one moment some are left out and others come again (readinstancefromquery.sql).
 */
function follows(row: Row, cursor: Cursor | undefined, isAscending: boolean): boolean {
  if (cursor === undefined) return true
  const ahead = isAscending ? changedAt(row) - cursor.at : cursor.at - changedAt(row)
  if (ahead !== 0) return ahead > 0
  return isAscending ? row.id > cursor.id : row.id < cursor.id
}

/** The first row of the cursor's moment, by halving. */
function firstPlace(
  rows: readonly Row[],
  cursor: Cursor | undefined,
  isAscending: boolean,
): number {
  if (cursor === undefined) return 0
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const row = rows[middle]
    if (row === undefined) break
    const ahead = isAscending ? changedAt(row) - cursor.at : cursor.at - changedAt(row)
    if (ahead < 0) low = middle + 1
    else high = middle
  }
  return low
}
