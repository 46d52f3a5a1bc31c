import fastCheck from 'fast-check'
import { runs } from '../long-run.ts'

// A property that names no seed starts from the seed of the run.
fastCheck.configureGlobal({ ...runs(100), seed: Number(process.env.SEED) })
