import { errors, type ErrorCode } from '../../src/errors.ts'
import { advice } from '../../src/respond/advice.ts'
import { code, table } from '../../src/commands/markdown.ts'

const codes = (Object.keys(errors) as ErrorCode[]).sort(
  (one, other) => errors[one].status - errors[other].status,
)

/** Every error that the gateway answers by itself, by status. */
export function errorTable(): string {
  return table(
    ['status', 'code', 'number', 'who must act', 'reason phrase'],
    codes.map((name) => {
      const { status, number, side, reason } = errors[name]
      return [String(status), code(name), String(number), side, reason]
    }),
  )
}

/** What a caller can do about each of them. */
export function adviceTable(): string {
  return table(
    ['code', 'what the caller can do'],
    codes.map((name) => [code(name), advice[name]]),
  )
}
