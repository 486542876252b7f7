"""Papers of the closed loop: notices, case files, slips, agendas."""
