import type { Endpoint } from '../endpoint.ts'

const columns = [
  'endpoint',
  'operation',
  'who may call',
  'Altinn 2 scope, any of',
  'Altinn 3 scope',
  'on Altinn 3',
] as const

const intro = `# What is answered, to whom

Written by \`npm run --silent gateway -- scopes\` from the rows in this folder. A call takes the scope of the side that answers it.
A token that names a person (\`pid\`) is refused everywhere, one with a service owner's scope on every end-user operation, and one
with \`altinn:correspondence.write\` wherever \`altinn:correspondence.read\` is asked for.
`

/** The table of operations, scopes and callers, in Markdown. */
export function scopeTable(endpoints: readonly Endpoint[]): string {
  const rows = [columns, columns.map(() => '---'), ...endpoints.map(toCells)]
  return `${intro}\n${rows.map((cells) => `| ${cells.join(' | ')} |\n`).join('')}`
}

function toCells(row: Endpoint): string[] {
  const { id, method, path, whenQuery = [], callers, scopes, whenMoved, removed } = row
  const query = whenQuery.length === 0 ? '' : `?${whenQuery.map((name) => `${name}=`).join('&')}`
  return [
    id,
    `\`${method} ${path}${query}\``,
    callers === 'public' ? 'everybody' : callers.join(', '),
    quoted(scopes.altinn2, ', '),
    quoted(scopes.altinn3, scopes.altinn3InParts ? ' and ' : ' or '),
    removed ? outcomes.notContinued : outcomes[whenMoved.kind],
  ]
}

const outcomes = {
  translated: 'answered',
  merged: 'answered',
  notContinued: '410',
  notAnswered: '501',
  needsConfiguration: '501',
} as const satisfies Record<Endpoint['whenMoved']['kind'], string>

function quoted(scopes: readonly string[], between: string): string {
  return scopes.length === 0 ? 'none' : scopes.map((scope) => `\`${scope}\``).join(between)
}
