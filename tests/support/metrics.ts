import { http } from './network/http.ts'

/** What a scrape found, by name and labels as they are written: `gateway_shed_total{reason="…"}`. */
export interface Scrape {
  readonly text: string
  /** The series whose name this is, and whose labels hold all of these. */
  readonly sum: (name: string, labels?: Readonly<Record<string, string>>) => number
}

export async function scrape(adminUrl: string): Promise<Scrape> {
  const { body: text } = await http(adminUrl, '/metrics')
  const series = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] =
        /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? malformed(line)
      return { name, labels: labels.split(','), value: Number(value.replace('Inf', 'Infinity')) }
    })
  return {
    text,
    sum: (name, labels = {}) => {
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
      return series
        .filter((one) => one.name === name && wanted.every((label) => one.labels.includes(label)))
        .reduce((sum, { value }) => sum + value, 0)
    },
  }
}

function malformed(line: string): never {
  throw new Error(`not a line of Prometheus' format: ${line}`)
}
