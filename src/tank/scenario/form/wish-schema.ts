import { z } from 'zod';
import { prose, share } from '../../../core/input/index.js';
import type { Wish } from '../../trace/index.js';
import type { Want } from '../../traffic/index.js';

/** Most wants of a source or class. */
const WANT_LIMIT = 20;

/** Most capabilities that a request asks for. */
const CAPABILITY_LIMIT = 30;

const capabilities = z
  .array(prose(100), { error: 'expected a list of capabilities, such as [vision]' })
  .max(CAPABILITY_LIMIT, `expected at most ${CAPABILITY_LIMIT} capabilities`)
  .optional()
  .meta({ description: 'capabilities that the model must have; default: none' });

const region = prose(100).optional().meta({ description: 'region of the endpoint; default: any' });

const flag = () => z.boolean({ error: 'expected true or false' }).optional();

/** What a listed request asks for: its model is a preference, unless that is said not to be. */
export const listedWishShape = {
  model: prose(100).optional().meta({ description: 'id of the model that the client asks for; default: any' }),
  prefer: flag().meta({ description: 'whether another model may serve if that one cannot; default true' }),
  capabilities,
  region,
};

/** What requests of made traffic ask for: their model is a requirement, unless it is said to be a preference. */
const wishShape = {
  model: prose(100).optional().meta({ description: 'id of the model that must serve them; default: any may' }),
  prefer: flag().meta({ description: 'true: another model may serve if that one cannot; default false' }),
  capabilities,
  region,
};

export const wantSchema = z.strictObject({
  share: share().meta({ description: 'share of the requests, or sessions, such as 20%' }),
  ...wishShape,
});

/** What the requests of a source or class ask for: all of them alike, or shares of them. */
export const wantsShape = {
  ...wishShape,
  wants: z
    .array(wantSchema, {
      error: 'expected a list of wants, such as [{ share: 20%, model: large }, { share: 80% }]',
    })
    .min(1, 'expected at least one want')
    .max(WANT_LIMIT, `expected at most ${WANT_LIMIT} wants`)
    .optional()
    .meta({
      description:
        'what shares of the requests ask for, instead of model, prefer, capabilities and region; the rest asks for nothing',
    }),
};

/** The keys of a wish. */
export const WISH_KEYS = Object.keys(wishShape);

type WishForm = z.output<z.ZodObject<typeof wishShape>>;

/** @param isPreference whether the model is one where nothing is said @returns undefined where nothing is asked for */
export function wishOf({ model, prefer, capabilities, region }: WishForm, isPreference: boolean): Wish | undefined {
  if (model === undefined && capabilities === undefined && region === undefined) return undefined;
  const key = (prefer ?? isPreference) ? 'preferredModel' : 'requiredModel';
  return {
    ...(model !== undefined && { [key]: model }),
    ...(capabilities && { capabilities }),
    ...(region !== undefined && { region }),
  };
}

/** @returns undefined where nothing is asked for */
export function wantsOf({ wants, ...wish }: z.output<z.ZodObject<typeof wantsShape>>): readonly Want[] | undefined {
  if (wants !== undefined) return wants.map(({ share, ...each }) => ({ share, wish: wishOf(each, false) ?? {} }));
  const only = wishOf(wish, false);
  return only && [{ share: 1, wish: only }];
}
