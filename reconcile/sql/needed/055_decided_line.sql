-- One row: whether there is a decision of an administrator that can be read.
select exists (from decision_now where reasons is null)
