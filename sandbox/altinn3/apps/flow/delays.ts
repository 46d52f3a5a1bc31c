import { AppDied } from './answers.ts'
import type { Move } from './asked.ts'
import type { AppAsked } from '../data.ts'
import type { Death } from '../../storage/flow.ts'
import type { Lateness } from '../../storage/reading/lateness.ts'

/** A move that happens while its instance is looked at, or after a time. */
export function postpone({ row, app }: Move, lateness: Lateness, run: () => void): void {
  const { looks = 0, milliseconds = 0 } = lateness
  const until = app.state.modes.now() + milliseconds
  app.state.pendingMoves.set(row.instance.id, { looks, until, run })
}

/** The app dies where the mode says so, once. */
export function die(place: Death, { state: { modes } }: AppAsked): void {
  if (modes.process.dies !== place) return
  modes.process.dies = undefined
  throw new AppDied()
}
