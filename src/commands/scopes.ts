import type { Endpoint } from '../endpoint.ts'
import { code, table } from './markdown.ts'

/** They cover every operation of their side (Altinn/docs scopes.md), so no row repeats them. */
const generalScopes = ['altinn:enduser', 'altinn:endusernoconsent', 'altinn:serviceowner']

const columns = ['name', 'operation', 'Altinn 2 scope', 'Altinn 3 scope', 'answer'] as const

const intro = `A call takes a scope of the side that answers it. For Altinn 2 that is any one of those in the table, or the general scope:
\`altinn:enduser\` or \`altinn:endusernoconsent\`, for service owners \`altinn:serviceowner\`. Where an answered operation is about one
element of the message box, the id in the address says which scopes of Altinn 3 it takes: a form takes \`altinn:instances.read\`,
a message takes both \`digdir:dialogporten\` and \`altinn:correspondence.read\`.

The title of a section, a slash and a name make the operation's id. The last column is what the gateway answers when Altinn 3 would
have to answer the call.

Callers are named by their tokens: "systemuser" is a system user's, "organisation" an organisation's own. A token that names a
person (\`pid\`) is refused everywhere, one with a service owner's scope on every end-user operation, and one with
\`altinn:correspondence.write\` wherever \`altinn:correspondence.read\` is asked for.
`

/** Operations, scopes and callers, in Markdown: a section for each file of `routes/`. */
export function scopeTable(endpoints: readonly Endpoint[]): string {
  const files = [...new Set(endpoints.map(fileOf))]
  const sections = files.map((file) => {
    const rows = endpoints.filter((row) => fileOf(row) === file)
    const cells = table(columns, rows.map(toCells))
    return `## ${file}\n\nWho may call: ${callersOf(rows)}.\n\n${cells}\n${lossesOf(rows)}`
  })
  return [intro, ...sections].join('\n')
}

/** The file of `routes/` that has the row. */
export const fileOf = ({ id }: Endpoint): string => id.replace(/\/[^/]+$/, '')

function callersOf(rows: readonly Endpoint[]): string {
  const kinds = rows.map(({ callers }) =>
    callers === 'public' ? 'everybody, no token is needed' : callers.join(', '),
  )
  return [...new Set(kinds)].join('; ')
}

function lossesOf(rows: readonly Endpoint[]): string {
  const lines = rows.flatMap(({ id, losses = [] }) =>
    losses.map((loss) => `- ${id.replace(/^.*\//, '')}: ${loss}`),
  )
  return lines.length === 0
    ? ''
    : `\nWhat Altinn 2's answers had, and these lack:\n\n${lines.join('\n')}\n`
}

/** The operation as a caller writes it. */
export function operationOf({ method, path, whenQuery = [] }: Endpoint): string {
  const query = whenQuery.length === 0 ? '' : `?${whenQuery.map((name) => `${name}=`).join('&')}`
  return `${method} ${path}${query}`
}

function toCells(row: Endpoint): readonly string[] {
  const { id, scopes, whenMoved, removed } = row
  return [
    id.replace(/^.*\//, ''),
    code(operationOf(row)),
    altinn2ScopesOf(row),
    quoted(scopes.altinn3, scopes.altinn3InParts ? ' and ' : ' or '),
    removed ? outcomes.notContinued : outcomes[whenMoved.kind],
  ]
}

function altinn2ScopesOf({ scopes }: Endpoint): string {
  const narrow = scopes.altinn2.filter((scope) => !generalScopes.includes(scope))
  return scopes.altinn2.length > 0 && narrow.length === 0 ? 'the general one' : quoted(narrow, ', ')
}

const outcomes = {
  translated: 'answered',
  merged: 'answered',
  notContinued: '410',
  notAnswered: '501',
  needsConfiguration: '501',
} as const satisfies Record<Endpoint['whenMoved']['kind'], string>

function quoted(scopes: readonly string[], between: string): string {
  return scopes.length === 0 ? 'none' : scopes.map(code).join(between)
}
