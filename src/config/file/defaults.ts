/** What a default is looked for in: the keywords of a JSON Schema, and two of ours. */
export interface SettingSchema {
  readonly default?: unknown
  /** The default where the environment is production, if it is another one there. */
  readonly defaultInProduction?: unknown
  /** The same for the sandbox. */
  readonly defaultInSandbox?: unknown
  readonly properties?: Readonly<Record<string, SettingSchema>>
}

type Tree = Record<string, unknown>

/** Adds the default of every setting that is left out and has one. Changes the tree. */
export function fillIn({ properties = {} }: SettingSchema, tree: Tree, environment: unknown): void {
  for (const [name, schema] of Object.entries(properties)) {
    const initial = defaultOf(schema, environment)
    if (tree[name] === undefined && initial !== undefined) tree[name] = structuredClone(initial)
    const value = tree[name]
    if (isTree(value)) fillIn(schema, value, environment)
  }
}

function defaultOf(schema: SettingSchema, environment: unknown): unknown {
  if (environment === 'production') return schema.defaultInProduction ?? schema.default
  if (environment === 'sandbox') return schema.defaultInSandbox ?? schema.default
  return schema.default
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
