"""What does it mean, and what do we say back? One file a conversation.

A new flow is one new file and one line in `FLOWS`.
"""

from tuowang.flows import (  # noqa: F401 - each registers its handlers on its flow
    appointing_handlers,
    catalogue_asks,
    catalogue_folds,
    docking_asks,
    docking_circles,
    docking_folds,
    docking_plans,
    docking_silent,
    expecting_handlers,
    figures_handlers,
    mandate_asks,
    mandate_folds,
    mandate_looking,
    mandate_proofs,
    mandate_reacts,
    money_asks,
    money_folds,
    netting_agreement,
    netting_asks,
    netting_certificate_folds,
    netting_courier_folds,
    netting_courier_turns,
    netting_epoch_folds,
    netting_epoch_turns,
    netting_folds,
    netting_plan_walks,
    netting_ring,
    netting_ring_reacts,
    netting_tokens,
    partner_asks,
    partner_folds,
    planning_asks,
    planning_folds,
    pooling_asks,
    promising_handlers,
    shipping_asks,
    shipping_folds,
    stock_asks,
    stock_folds,
    stock_jobs,
    trading_asks,
    trading_folds,
    trading_reacts,
    witness_handlers,
)
from tuowang.flows.appointing import appointing
from tuowang.flows.base import Flow
from tuowang.flows.catalogue import catalogue
from tuowang.flows.docking import docking
from tuowang.flows.expecting import expecting
from tuowang.flows.figures import figures
from tuowang.flows.mandate import mandate
from tuowang.flows.message import message
from tuowang.flows.money import money
from tuowang.flows.netting import netting
from tuowang.flows.netting_agreement import netting_agreement as set_off_agreement
from tuowang.flows.partner import partner
from tuowang.flows.party import party
from tuowang.flows.planning import planning
from tuowang.flows.pooling import pooling
from tuowang.flows.promising import promising
from tuowang.flows.shipping import shipping
from tuowang.flows.stock import stock
from tuowang.flows.trading import trading
from tuowang.flows.witnessing import witnessing

FLOWS: tuple[Flow, ...] = (
    party,
    partner,
    catalogue,
    message,
    stock,
    trading,
    shipping,
    money,
    planning,
    figures,
    docking,
    promising,
    appointing,
    expecting,
    netting,
    mandate,
    pooling,
    set_off_agreement,
    witnessing,
)
