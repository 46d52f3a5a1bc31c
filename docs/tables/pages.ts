import { endpoints } from '../../routes/index.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import { scopeTable } from '../../src/commands/scopes.ts'
import { answeredTable, coverageTable } from './answered.ts'
import { adviceTable, errorTable } from './errors.ts'
import { faultTable } from './faults.ts'
import { labelTable, metricTable } from './metrics.ts'
import { settingTables } from './settings.ts'

const isEndUsers = ({ id }: Endpoint): boolean => id.startsWith('end-user/')

/** Every table that is printed, by the name that stands in its page: `<!-- table: errors -->`. */
export const tables = {
  answered: answeredTable(),
  coverage: coverageTable(),
  errors: errorTable(),
  advice: adviceTable(),
  faults: faultTable(),
  settings: settingTables(),
  metrics: metricTable(),
  'metric labels': labelTable(),
  'operations for end users': scopeTable(endpoints.filter(isEndUsers)),
  'operations for others': scopeTable(endpoints.filter((row) => !isEndUsers(row))),
} as const satisfies Readonly<Record<string, string>>

const marked = /<!-- table: ([^>]+) -->\n[^]*?<!-- end -->/g

/** The names of the tables that a page shows. */
export function tablesOf(page: string): readonly string[] {
  return [...page.matchAll(marked)].map(([, name = '']) => name)
}

/** The page with each of its tables as the code prints it now. */
export function fill(page: string): string {
  return page.replace(marked, (_, name: string) => {
    if (!Object.hasOwn(tables, name)) throw new Error(`no table is called ${name}`)
    const text = tables[name as keyof typeof tables].trim()
    return `<!-- table: ${name} -->\n\n${text}\n\n<!-- end -->`
  })
}
