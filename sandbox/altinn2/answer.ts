import type { Answered, Asked } from '../strict.ts'

export function json(asked: Asked, body: unknown, status = 200): Answered {
  const type = wantsHal(asked) ? 'application/hal+json' : 'application/json'
  return {
    status,
    headers: { 'Content-Type': `${type}; charset=utf-8` },
    body: JSON.stringify(body),
  }
}

/** The model that the broker's controllers sent with 400 and 403, beside the reason. */
export function brokerError(status: 400 | 403, code: number, message: string): Answered {
  return { status, reason: message, body: { ErrorCode: code, ErrorMessage: message } }
}

export function wantsHal({ headers }: Asked): boolean {
  const accept = (headers.accept ?? '').toLowerCase()
  return accept.includes('application/hal+json') && !accept.includes('application/json')
}

export function parameter({ query }: Asked, name: string): string | undefined {
  const found = [...query].find(([given]) => given.toLowerCase() === name.toLowerCase())?.[1]
  return found === '' ? undefined : found
}
