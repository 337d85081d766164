/**
 * Policies of one's own in the tank: loaded from files by every thread that runs them, or handed over as objects; what they do wrong
 * is told as a mistake of the input, with the line of their own file.
 * It may import core and router.
 */
export { loadPolicyModule, type PolicyModule } from './policy-module.js';
export { ownStrategy, withPolicies } from './own-strategy.js';
export { toldError } from './told-error.js';
