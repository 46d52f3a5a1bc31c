interface FunctionKind {
  readonly takes: readonly ('string' | 'dateTime')[]
  readonly gives: 'string' | 'int' | 'boolean'
}

const onText = { takes: ['string'], gives: 'string' } as const
const aboutTwoTexts = { takes: ['string', 'string'], gives: 'boolean' } as const
const ofTime = { takes: ['dateTime'], gives: 'int' } as const

/** The functions of OData v3 that are cheap to do right. */
export const functions = {
  substringof: aboutTwoTexts,
  startswith: aboutTwoTexts,
  endswith: aboutTwoTexts,
  tolower: onText,
  toupper: onText,
  trim: onText,
  concat: { takes: ['string', 'string'], gives: 'string' },
  length: { takes: ['string'], gives: 'int' },
  indexof: { takes: ['string', 'string'], gives: 'int' },
  year: ofTime,
  month: ofTime,
  day: ofTime,
  hour: ofTime,
  minute: ofTime,
  second: ofTime,
} as const satisfies Record<string, FunctionKind>

export type FunctionName = keyof typeof functions

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(functions, name)
}

/** Functions that the library knew (OData/odata.net BuiltInFunctions.cs) and no known client sends. */
export const unsupportedFunctions: ReadonlySet<string> = new Set([
  'substring',
  'replace',
  'round',
  'floor',
  'ceiling',
  'cast',
  'isof',
])

const timesOfDay: ReadonlySet<FunctionName> = new Set(['hour', 'minute', 'second'])

/** A function's signatures as the library lists them in an error (BuiltInFunctions.cs). */
export function describeSignatures(name: FunctionName): string {
  const { takes } = functions[name]
  const signatures =
    takes[0] === 'string'
      ? [takes.map(() => 'Edm.String Nullable=true').join(', ')]
      : [
          'Edm.DateTime',
          'Edm.DateTimeOffset',
          ...(timesOfDay.has(name) ? ['Edm.Time'] : []),
        ].flatMap((type) => [type, `${type} Nullable=true`])
  return signatures.map((signature) => `${name}(${signature})`).join('; ')
}
