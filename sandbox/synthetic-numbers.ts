import { createHash } from 'node:crypto'
import {
  parseOrganizationNumber,
  type OrganizationNumber,
} from '../src/altinn2/organization-number.ts'

/** Valid organisation numbers in rising order, always the same ones. */
export function* organizationNumbersFrom(first: number): Generator<OrganizationNumber, never> {
  for (let number = first; ; number += 1) {
    const found = parseOrganizationNumber(String(number))
    if (found !== undefined) yield found
  }
}

/** The same uuid for the same text. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  const [, ...parts] = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})/.exec(hex) ?? []
  const [one = '', two = '', three = '', four = '', five = ''] = parts
  return `${one}-${two}-4${three}-8${four}-${five}`
}
