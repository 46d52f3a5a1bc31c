// .NET's classes of characters (OData/odata.net ExpressionLexer.cs), of one UTF-16 unit each.
export const space = /[\t-\r\u0085\p{Z}]/u
export const digit = /\p{Nd}/u
export const nameStart = /[\p{L}\p{Nl}_$]/u
export const nameRest = /[\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]/u
export const hexadecimal = /[0-9A-Fa-f]/

/** The first place, from here on, that holds another kind of character. */
export function skip(text: string, from: number, characters: RegExp): number {
  let at = from
  while (at < text.length && characters.test(text.charAt(at))) at += 1
  return at
}
