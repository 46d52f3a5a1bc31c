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

export function waitsOf(during, rest) {
  const limit = Math.max(maxWaitMs, maxTimesRest * longestOf(rest))
  return [
    atMost('longest wait of another caller', longestOf(during), limit, 'ms'),
    {
      ...atMost(
        `failures of ${during.waits.length} requests of another caller`,
        failuresOf(during),
        0,
      ),
      ...(during.failures.size === 0 ? {} : { seen: Object.fromEntries(during.failures) }),
    },
  ]
}

export function growthOf(most, before, maxMiB) {
  return atMost('growth of resident memory', (most - before) / mebibyte, maxMiB, 'MiB')
}

export function write({ attack, figures, answers, error, seconds, longestTurn }) {
  const lines = figures.map(({ figure, measured, limit, unit = '', holds, seen }) => {
    const others = seen === undefined ? '' : `  ${inWords(seen)}`
    const value = `${measured} ${unit}`.trim().padStart(12)
    const most = `${limit} ${unit}`.trim().padStart(12)
    return `    ${figure.padEnd(48)} ${value}  limit ${most}  ${holds ? 'holds' : 'FAILS'}${others}`
  })
  return [
    `${attack} (${seconds} s)`,
    ...lines,
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
