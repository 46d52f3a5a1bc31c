// What a row says: figures, each with its limit and whether it holds.
import { failuresOf, longestOf } from './prober.mjs'

const mebibyte = 1024 * 1024
/** Milliseconds that another connection may wait, or three times what it waits at rest. */
const maxWaitMs = 250
const maxTimesRest = 3

/** @param most the figure may be as large as this */
export function atMost(figure, measured, most, unit) {
  return { figure, measured: round(measured), limit: round(most), unit, holds: measured <= most }
}

export function equal(figure, measured, due, unit = '') {
  return { figure, measured, limit: due, unit, holds: measured === due }
}

function round(value) {
  return Number.isFinite(value) ? Math.round(value * 10) / 10 : 'never'
}

const longestWait = 'longest wait of another caller'
/** A wait that other programs on the machine may have caused is not longer than so many limits. */
const maxByOthers = 4

/** The wait alone does not hold, and by so little that other programs may have caused it. */
export function isByOthers({ figures }) {
  const failing = figures.filter(({ holds }) => !holds)
  const [one, another] = failing
  if (one?.figure !== longestWait || another !== undefined) return false
  return one.measured <= maxByOthers * one.limit
}

export function waitIn({ figures }) {
  const { measured, unit } = figures.find(({ figure }) => figure === longestWait)
  return `${measured} ${unit}`
}

export function waitsOf(during, rest) {
  const limit = Math.max(maxWaitMs, maxTimesRest * longestOf(rest))
  return [
    atMost(longestWait, longestOf(during), limit, 'ms'),
    {
      ...atMost('failures of another caller', failuresOf(during), 0),
      of: during.waits.length,
      ...(during.failures.size === 0 ? {} : { seen: Object.fromEntries(during.failures) }),
    },
  ]
}

export function growthOf(most, before, maxMiB) {
  return atMost('growth of resident memory', (most - before) / mebibyte, maxMiB, 'MiB')
}

export function write({ attack, figures, answers, error, seconds, longestTurn, firstWait }) {
  const lines = figures.map(({ figure, measured, limit, unit = '', holds, of, seen }) => {
    const others = seen === undefined ? '' : `  ${inWords(seen)}`
    const name = of === undefined ? figure : `${figure}, of ${of} requests`
    const value = `${measured} ${unit}`.trim().padStart(12)
    const most = `${limit} ${unit}`.trim().padStart(12)
    return `    ${name.padEnd(48)} ${value}  limit ${most}  ${holds ? 'holds' : 'FAILS'}${others}`
  })
  return [
    `${attack} (${seconds} s)`,
    ...lines,
    ...noted('the first of two measurements had a longest wait of', firstWait),
    ...(error === undefined ? [] : [`    FAILS: ${error}`]),
    ...noted('longest work of the gateway in one turn of its event loop', longestTurn),
    ...noted('answers to the attack', answers),
  ].join('\n')
}

/** What has no limit, where it is known. */
function noted(what, value) {
  if (value === undefined) return []
  return [`    ${what}: ${typeof value === 'object' ? inWords(value) : value}`]
}

function inWords(counts) {
  return Object.entries(counts)
    .map(([answer, count]) => `${answer} × ${count}`)
    .join(', ')
}
