-- One step of the fold: state s, then event e, gives the next state.
create or replace temp macro fold_step(s, e) as
  fold_state(s, e, fold_outcome(s, e))
