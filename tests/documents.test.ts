import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { answered, sources } from '../docs/tables/answered.ts'
import { fill, tables, tablesOf } from '../docs/tables/pages.ts'

const root = new URL('../', import.meta.url)
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8')

const within = (folder: string, recursive = false): readonly string[] =>
  readdirSync(new URL(folder, root), { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.posix.join(folder, name))
const files = [...within('./'), ...within('docs/', true)]
const pages = files.filter((file) => file.startsWith('docs/'))

/** Where a file's relative links lead, from the root. */
function linksOf(file: string): readonly string[] {
  return [...read(file).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^https?:/.test(link))
    .map((link) => {
      const [name = '', heading] = link.split('#')
      const target = path.posix.join(path.posix.dirname(file), name)
      return heading === undefined ? target : `${target}#${heading}`
    })
}

/** The anchors of a page's headings, as code hosts make them. */
function anchorsOf(file: string): readonly string[] {
  return [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  )
}

function leadsSomewhere(link: string): boolean {
  const [file = '', heading] = link.split('#')
  if (!existsSync(new URL(file, root))) return false
  return heading === undefined || anchorsOf(file).includes(heading)
}

describe('the README', () => {
  it('has a screen and a half', () => {
    expect(read('README.md').length).toBeLessThanOrEqual(9_000)
  })

  it('leads to every page, and every page leads back', () => {
    const linked = linksOf('README.md')
    expect(pages.filter((page) => !linked.includes(page))).toEqual([])
    expect(pages.filter((page) => !linksOf(page).includes('README.md'))).toEqual([])
  })
})

describe.each(files)('%s', (file) => {
  it('has no line over 240 characters', () => {
    expect(
      read(file)
        .split('\n')
        .filter((line) => line.length > 240),
    ).toEqual([])
  })

  it('links to what is there', () => {
    const lost = linksOf(file).filter((link) => !leadsSomewhere(link))
    expect(lost).toEqual([])
  })

  it('names files and folders that are there', () => {
    const named = [...read(file).matchAll(/`((?:src|routes|tests|docs|config|docker)\/[^`\s]*)`/g)]
      .map(([, name = '']) => name)
      .filter((name) => !/[<*]/.test(name))
    expect(named.filter((name) => !existsSync(new URL(name, root)))).toEqual([])
  })

  it('has its tables as the code prints them (npm run docs)', () => {
    expect(read(file)).toBe(fill(read(file)))
  })
})

describe('the printed tables', () => {
  it('stand in one page each', () => {
    const placed = files.flatMap((file) => tablesOf(read(file)))
    expect(placed.toSorted()).toEqual(Object.keys(tables).toSorted())
  })

  it('say of each answered operation where its answer comes from', () => {
    expect(Object.keys(sources).toSorted()).toEqual(answered.map(({ id }) => id).toSorted())
  })

  it('say of each setting what it is for', () => {
    expect(tables.settings.split('\n').filter((line) => /\|\s*\|$/.test(line))).toEqual([])
  })
})

describe('the decisions', () => {
  const decisions = read('docs/decisions.md')

  it('name every dependency', () => {
    const { dependencies } = JSON.parse(read('package.json')) as {
      dependencies: Record<string, string>
    }
    const missing = Object.keys(dependencies).filter((name) => !decisions.includes(`\`${name}\``))
    expect(missing).toEqual([])
  })

  it('have the newest first', () => {
    const dates = [...decisions.matchAll(/^## (\d{4}-\d\d-\d\d) · /gm)].map(([, date]) => date)
    expect(dates).toEqual(dates.toSorted().toReversed())
  })
})
